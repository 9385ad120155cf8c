#if SYSTEM_LIBRDKAFKA
using System.Runtime.InteropServices;
#endif

namespace PubSub.Kafka.Client;

/// <summary>Where the client library finds its native part.</summary>
internal static class SystemLibrdkafka
{
    /// <summary>To be called before the client library is first used; further calls do nothing.</summary>
    public static void Use() => Resolver.Set();

    private static class Resolver
    {
#if SYSTEM_LIBRDKAFKA
        // The client asks for names without versions, which only development packages have.
        static Resolver() => NativeLibrary.SetDllImportResolver(typeof(Confluent.Kafka.Library).Assembly, static (name, assembly, path) => name switch
        {
            "librdkafka" => Load("librdkafka.so.1", name, assembly, path),
            "libdl" => Load("libdl.so.2", name, assembly, path),
            _ => IntPtr.Zero,
        });

        private static IntPtr Load(string system, string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
            NativeLibrary.TryLoad(name, assembly, path, out IntPtr own) || NativeLibrary.TryLoad(system, out own) ? own : IntPtr.Zero;
#endif

        public static void Set()
        {
            // The type's initialiser has done it.
        }
    }
}
