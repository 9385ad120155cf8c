using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

public sealed class SlotsTests
{
    private readonly Slots<Item> _slots = new(new object());

    [Fact]
    public void Remove_MostAreGone_WalkIsShort()
    {
        Item[] items = AddMany(1000);
        foreach (Item item in items.Skip(10)) _slots.Remove(item);

        _slots.Walk().Length.ShouldBeLessThan(64);
        Items().ShouldBe(items.Take(10));
    }

    [Fact]
    public void Remove_AfterTheSetWasMadeSmaller_RemovesThatItem()
    {
        Item[] items = AddMany(1000);
        foreach (Item item in items.Take(900)) _slots.Remove(item);
        _slots.Remove(items[950]);

        Items().ShouldBe(items.Skip(900).Where(item => item != items[950]));
        _slots.Count.ShouldBe(99);
    }

    [Fact]
    public void Add_AfterTheSetWasMadeSmaller_KeepsAll()
    {
        Item[] items = AddMany(1000);
        foreach (Item item in items.Skip(5)) _slots.Remove(item);
        Item[] more = AddMany(100);

        Items().ShouldBe(items.Take(5).Concat(more), ignoreOrder: true);
    }

    [Fact]
    public void Add_WhereOneWasRemoved_TakesItsPlace()
    {
        Item[] items = AddMany(4);
        _slots.Remove(items[1]);
        Item added = AddMany(1)[0];

        Items().ShouldBe([items[0], added, items[2], items[3]]);
    }

    [Fact]
    public async Task Walk_OthersComeAndGo_AlwaysSeesWhoStays()
    {
        Item[] before = AddMany(200);
        Item[] staying = AddMany(3);
        foreach (Item item in before.Skip(100)) _slots.Remove(item);
        using var ended = new CancellationTokenSource();
        Task churn = Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                foreach (Item item in AddMany(300)) _slots.Remove(item);
            }

            ended.Cancel();
        });
        while (!ended.IsCancellationRequested) Items().Intersect(staying).Count().ShouldBe(staying.Length);
        await churn;
    }

    private Item[] AddMany(int count)
    {
        Item[] items = [.. Enumerable.Range(0, count).Select(_ => new Item())];
        foreach (Item item in items) _slots.Add(item);
        return items;
    }

    private Item[] Items() => [.. _slots.Walk().ToArray().OfType<Item>()];

    private sealed class Item : ISlotted
    {
        public int Slot { get; set; }
    }
}
