using System.Runtime.CompilerServices;
using PubSub.Kafka.Client;

namespace PubSub.Kafka.Tests.Support;

/// <summary>Tests use the client library by themselves too, if only its errors.</summary>
internal static class NativeLibrary
{
    [ModuleInitializer]
    internal static void Use() => SystemLibrdkafka.Use();
}
