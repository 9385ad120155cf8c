namespace PubSub.Browser.Tests.Support;

/// <summary>What a proxy does with a connection.</summary>
internal enum ProxyMode
{
    /// <summary>Passes it on to the server.</summary>
    Forward,

    /// <summary>Resets it, as a server that is gone does.</summary>
    Reset,

    /// <summary>Answers 503, as a proxy without a server behind it does.</summary>
    AnswerUnavailable,
}
