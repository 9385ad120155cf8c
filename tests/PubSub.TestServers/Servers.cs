using Xunit;

namespace PubSub.TestServers;

/// <summary>Which servers this machine has. What is missing skips the tests that need it, and says what to install.</summary>
public static class Servers
{
    /// <summary>The folder of an Apache Kafka: <c>KAFKA_HOME</c>, else <c>shared/kafka</c> beside this repository; null where neither holds one.</summary>
    public static string? KafkaHome { get; } = FindKafka();

    private static bool HasRedis { get; } = IsOnPath("redis-server") && IsOnPath("redis-cli");

    private static bool HasJava { get; } =
        Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home ? File.Exists(Path.Combine(home, "bin", "java")) : IsOnPath("java");

    /// <summary>Ends the test as skipped where there is no Redis. For tests marked <see cref="SkippableFactAttribute"/>.</summary>
    public static void RequireRedis() =>
        Skip.IfNot(HasRedis, "REDIS IS MISSING: this was not tested. Install redis-server (apt-get install redis-server) so that redis-server and redis-cli are on the PATH.");

    /// <summary>Ends the test as skipped where there is no Kafka or no Java. For tests marked <see cref="SkippableFactAttribute"/>.</summary>
    public static void RequireKafka()
    {
        Skip.If(KafkaHome is null, "KAFKA IS MISSING: this was not tested. Name the folder of an Apache Kafka (4 or newer, with bin/ and libs/) in KAFKA_HOME.");
        Skip.IfNot(HasJava, "JAVA IS MISSING: Kafka was not tested. Install Java 17 or newer (apt-get install openjdk-17-jre-headless).");
    }

    private static string? FindKafka()
    {
        string home = Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared", "kafka");
        return File.Exists(Path.Combine(home, "bin", "kafka-server-start.sh")) ? Path.GetFullPath(home) : null;
    }

    internal static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
