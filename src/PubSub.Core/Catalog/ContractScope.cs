namespace PubSub.Core.Catalog;

/// <summary>How much of a catalogue the assemblies at hand hold.</summary>
internal enum ContractScope
{
    /// <summary>All that a host serves: actions included, wherever they live.</summary>
    Host,

    /// <summary>One contract assembly, whose actions may be compiled out or live elsewhere. Actions that are there are checked all the same.</summary>
    Declarations,
}
