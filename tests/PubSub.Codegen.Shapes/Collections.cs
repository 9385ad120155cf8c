using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using PubSub.Contracts;

namespace Shapes;

[Event("shapes:collections")]
public sealed record Collections : IClientEvent<ShapesChannel>
{
    public int[] Array { get; init; } = [];

    public int[][] Jagged { get; init; } = [];

    public required List<string> List { get; init; }

    public List<string?> WithNulls { get; init; } = [];

    public List<string>? MaybeList { get; init; }

    public List<List<string?>>? Deep { get; init; }

    public List<int?> NullableInts { get; init; } = [];

    public IEnumerable<int> Enumerable { get; init; } = [];

    public ICollection<int> Collection { get; init; } = [];

    public IList<int> IList { get; init; } = [];

    public IReadOnlyCollection<int> ReadOnlyCollection { get; init; } = [];

    public IReadOnlyList<Point> ReadOnlyList { get; init; } = [];

    public ISet<int> Set { get; init; } = new HashSet<int>();

    public HashSet<Guid> HashSet { get; init; } = [];

    public SortedSet<int> SortedSet { get; init; } = [];

    public Queue<int> Queue { get; init; } = new();

    public Stack<int> Stack { get; init; } = new();

    public LinkedList<int> LinkedList { get; init; } = new();

    public ConcurrentQueue<int> ConcurrentQueue { get; init; } = new();

    public ObservableCollection<int> Observable { get; init; } = [];

    public ImmutableArray<int> ImmutableArray { get; init; } = [];

    public ImmutableList<string> ImmutableList { get; init; } = [];

    public ImmutableHashSet<int> ImmutableHashSet { get; init; } = [];

    public ImmutableSortedSet<int> ImmutableSortedSet { get; init; } = [];

    public ImmutableQueue<int> ImmutableQueue { get; init; } = [];

    public ImmutableStack<int> ImmutableStack { get; init; } = [];

    public Memory<int> Memory { get; init; }

    public static IEnumerable<Collections> Examples { get; } =
    [
        new() { List = [] },
        new()
        {
            Array = [1], Jagged = [[1], []], List = ["a"], WithNulls = ["a", null], MaybeList = ["b"], Deep = [["x", null]], NullableInts = [1, null],
            Enumerable = [1], Collection = [1], IList = [1], ReadOnlyCollection = [1], ReadOnlyList = [new Point(1, 2)], Set = new HashSet<int> { 1 },
            HashSet = [Guid.Empty], SortedSet = [1], Queue = new([1]), Stack = new([1, 2]), LinkedList = new([1]),
            ConcurrentQueue = new([1]), Observable = [1], ImmutableArray = [1], ImmutableList = ["a"],
            ImmutableHashSet = [1], ImmutableSortedSet = [1], ImmutableQueue = [1], ImmutableStack = [1], Memory = new[] { 1, 2 },
        },
    ];
}

[Event("shapes:dictionaries")]
public sealed record Dictionaries : IClientEvent<ShapesChannel>
{
    public Dictionary<string, int> Strings { get; init; } = [];

    public Dictionary<string, string?> NullValues { get; init; } = [];

    public Dictionary<int, string> Ints { get; init; } = [];

    public Dictionary<Guid, Point> Guids { get; init; } = [];

    public Dictionary<Colour, int> Colours { get; init; } = [];

    public Dictionary<DateOnly, bool> Dates { get; init; } = [];

    public Dictionary<bool, int> Bools { get; init; } = [];

    public IDictionary<string, List<int>> Interface { get; init; } = new Dictionary<string, List<int>>();

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int?>> Nested { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, int?>>();

    public SortedDictionary<string, int> Sorted { get; init; } = [];

    public ConcurrentDictionary<string, int> Concurrent { get; init; } = new();

    public ImmutableDictionary<string, int> Immutable { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableSortedDictionary<string, int> ImmutableSorted { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public KeyValuePair<string, int?> Pair { get; init; } = new("k", null);

    public List<KeyValuePair<Colour, string>> Pairs { get; init; } = [];

    public static IEnumerable<Dictionaries> Examples { get; } =
    [
        new(),
        new()
        {
            Strings = new() { ["A b"] = 1 }, NullValues = new() { ["a"] = null }, Ints = new() { [-1] = "x" }, Guids = new() { [Guid.Empty] = new Point(0, 0) },
            Colours = new() { [Colour.Blue] = 1 }, Dates = new() { [new DateOnly(2026, 1, 1)] = true }, Bools = new() { [true] = 1 },
            Interface = new Dictionary<string, List<int>> { ["a"] = [1] },
            Nested = new Dictionary<string, IReadOnlyDictionary<string, int?>> { ["a"] = new Dictionary<string, int?> { ["b"] = null } },
            Sorted = new() { ["a"] = 1 }, Concurrent = new() { ["a"] = 1 }, Immutable = ImmutableDictionary<string, int>.Empty.Add("a", 1),
            ImmutableSorted = ImmutableSortedDictionary<string, int>.Empty.Add("a", 1), Pair = new("p", 2), Pairs = [new(Colour.Red, "r")],
        },
    ];
}

/// <summary>What System.Text.Json writes and does not read is fine in what only the server sends.</summary>
[Event("shapes:frozen")]
public sealed record Frozen : IEvent<ShapesChannel>
{
    private static readonly int[] s_numbers = [1, 2];

    public IReadOnlySet<int> Numbers { get; init; } = s_numbers.ToFrozenSet();

    public FrozenSet<string> Words { get; init; } = FrozenSet<string>.Empty;

    public ConcurrentBag<int> Bag { get; init; } = [1];

    public ReadOnlyCollection<int>? Wrapped { get; init; }

    public IReadOnlyDictionary<string, int> Names { get; init; } = new Dictionary<string, int> { ["one"] = 1 }.ToFrozenDictionary();
}
