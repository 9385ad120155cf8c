namespace PubSub.TestSupport;

/// <summary>What may stand in a broker where an event should, and must be skipped by every adapter: none of it is an envelope that subscribers could be shown.</summary>
public static class CorruptBodies
{
    /// <summary>As text, so that any broker's tool can write them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "",
        "not JSON",
        "1",
        "[]",
        "{}",
        """{"name":"a:b"}""",
        """{"payload":1}""",
        """{"name":"a:b","payload":1""",
        """{"name":"a:b","payload":1}}""",
        """ {"name":"a:b","payload":1}""",
        """{"name":"","payload":1}""",
        """{"name":7,"payload":1}""",
        """{"name":"\ud800","payload":1}""",
        """{"name":"a:b","payload":1,"\udc00":1}""",
        """{"name":"x\nid: 1","payload":1}""",
        """{"name":"x\u000did: 1","payload":1}""",
        """{"name":"a:b","name":"c:d","payload":1}""",
        """{"name":"a:b","payload":1,"payload":2}""",
        """{"name":"a:b","payload":1, "meta":{}}""",
        """{"name":"a:b","payload":1 ,"meta":{}}""",
        """{"name":"a:b","meta":{},"payload":1}""",
        """{"name":"a:b","payload":1,"meta":5}""",
        """{"name":"a:b","payload":1,"meta":{},"meta":{}}""",
        """{"name":"a:b","payload":1,"other":2,"meta":{}}""",
        "{\"name\":\"a:b\",\n\"payload\":1}",
        "{\"name\":\"a:b\",\"payload\":{\r\n}}",
    ];
}
