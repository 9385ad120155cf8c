namespace PubSub.TestNode.Work;

/// <summary>A file that all nodes append to: a line for each effect, with the node's name and the key. What is written survives a node's death.</summary>
internal sealed class EffectFile(NodeSettings node)
{
    public void Add(string key)
    {
        if (node.Effects is { } path) File.AppendAllText(path, $"{node.Name} {key}\n");
    }
}
