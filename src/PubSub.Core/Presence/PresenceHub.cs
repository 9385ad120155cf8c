using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>
/// Presence as transports use it: connections join and leave, are kept while they are there, and sessions listen to a channel's companion. It asks no access rule:
/// who calls has done so. Thread-safe.
/// </summary>
internal sealed class PresenceHub(IPresenceStore store, PresenceFeed feed, PubSubOptions options, TimeProvider time, ILogger<PresenceHub> logger) : IPresence
{
    private const int BeatenAtOnce = 500;
    private const int SweptAtOnce = 500;

    private readonly ConcurrentDictionary<(ChannelName Channel, string ClientId), PresenceRegistration> _registrations = new();
    private readonly PresenceCalls _calls = feed.Calls;
    private readonly PresenceLimits _limits = new(options.Presence);
    private int _gone;

    private PresenceTerms Terms => new(options.Presence.Lease, options.Presence.MaxInfoBytes, options.Presence.MaxMembersPerChannel);

    /// <summary>
    /// What a session asks the fan-out for so that it is told of a channel's members: its companion, an ephemeral channel whose entries
    /// <see cref="PresenceBody.Read"/> reads. The session begins with <see cref="PresenceState.At"/>.
    /// </summary>
    public static SubscribeRequest Listen(ChannelName channel, ChannelDefinition definition) => new(channel.Companion, definition, SubscribeFrom.Live);

    /// <summary>
    /// Makes a connection one of the channel's. The member that it is one of joins with its first connection; <see cref="LeaveAsync"/> ends it. When this returns, this
    /// node's view, if there is one, has seen the join, unless the store did not let it within the time of a call: what a session attaches to after it has the member and
    /// does not tell it again.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="definition">Its declaration.</param>
    /// <param name="caller">Whose connection it is: <see cref="PresenceMemberId"/> says which member that is.</param>
    /// <param name="clientId">The connection's id, unique among all nodes; it begins with no <c>~</c>.</param>
    /// <param name="info">What the client tells about itself: an object, or null.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is then removed again.</param>
    /// <returns>The member that the connection is one of.</returns>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InvalidRequest"/>, <see cref="ErrorCode.PayloadTooLarge"/>, <see cref="ErrorCode.ChannelFull"/>, <see cref="ErrorCode.BrokerUnavailable"/>, or
    /// <see cref="ErrorCode.InternalError"/> where the host's selector fails.
    /// The connection is not in the channel then.
    /// </exception>
    public async ValueTask<PresenceMember> JoinAsync(
        ChannelName channel, ChannelDefinition definition, Caller caller, string clientId, JsonElement? info, CancellationToken cancellationToken)
    {
        PresenceInfo said = info is { } json ? _limits.Read(json) : PresenceInfo.Empty;
        PresenceInfo known = UserInfoReader.Read(options.UserInfoOf(definition), caller, channel, options.Presence.MaxInfoBytes, logger);
        PresenceRegistration registration = await RegisterAsync(new PresenceConnection(channel, PresenceMemberId.Of(caller, clientId), clientId), known, cancellationToken);
        bool isNew = registration.Member is null;
        try
        {
            PresenceOutcome outcome = _limits.Check(await PutAsync(registration, said.Merge(known), stay: null, cancellationToken));
            if (feed.Find(channel) is { } view) await view.ReachAsync(outcome.Position, cancellationToken);
            return outcome.Member!;
        }
        catch
        {
            // Whether it came about may not be known. Nobody waits for its end.
            if (isNew && SetGone(registration)) _ = TryRemoveAsync(registration);
            throw;
        }
    }

    /// <summary>Puts members of an object over those that the connection's member tells; what the server says of the member stays.</summary>
    /// <returns>The member after it.</returns>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.NotMember"/>, <see cref="ErrorCode.InvalidRequest"/>, <see cref="ErrorCode.PayloadTooLarge"/> or <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    public async ValueTask<PresenceMember> UpdateAsync(ChannelName channel, string clientId, JsonElement info, CancellationToken cancellationToken)
    {
        if (!_registrations.TryGetValue((channel, clientId), out PresenceRegistration? registration) || registration.IsGone) throw PresenceLimits.NotMember();
        PresenceInfo over = _limits.Read(info).Merge(registration.FixedInfo);
        PresenceOutcome outcome = await ChangeAsync(registration, over, cancellationToken);
        if (outcome.Status == PresenceStatus.NotMember)
        {
            // The store lost it, or the node was silent for too long; the next heartbeat would find that out as well.
            _limits.Check(await PutBackAsync(registration, cancellationToken));
            outcome = await ChangeAsync(registration, over, cancellationToken);
        }

        registration.Member = _limits.Check(outcome).Member;
        return outcome.Member!;
    }

    /// <summary>
    /// Ends a connection's part in a channel; does nothing where it has none. Where the store cannot be reached, <see cref="RemoveGoneAsync"/> tries again. Who no longer
    /// waits has it leave all the same.
    /// </summary>
    public async ValueTask LeaveAsync(ChannelName channel, string clientId, CancellationToken cancellationToken)
    {
        if (!_registrations.TryGetValue((channel, clientId), out PresenceRegistration? registration)) return;
        SetGone(registration);
        await RemoveAsync(registration).WaitAsync(cancellationToken);
    }

    /// <summary>As <see cref="LeaveAsync"/>, for who has nobody to tell an error.</summary>
    public async ValueTask EndAsync(ChannelName channel, string clientId)
    {
        try
        {
            await LeaveAsync(channel, clientId, CancellationToken.None);
        }
        catch (PubSubException)
        {
            // Logged with the call.
        }
    }

    /// <summary>Who is in a channel, as the store has it.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>.</exception>
    public ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken) =>
        _calls.AskAsync(static (store, channel, cancel) => store.GetAsync(channel, cancel), channel, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken = default) =>
        _calls.AskAsync(static (store, channel, cancel) => store.CountAsync(channel, cancel), channel, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PresenceMember>> GetMembersAsync(ChannelName channel, CancellationToken cancellationToken = default) =>
        (await GetAsync(channel, cancellationToken)).Members;

    /// <summary>A member as the store has answered it, or as this node has seen it since. Asks no store.</summary>
    public PresenceMember NewestKnown(ChannelName channel, PresenceMember answered) =>
        feed.Find(channel)?.Find(answered.Id) is { } seen && !answered.IsNewerThan(seen) ? seen : answered;

    /// <summary>How many members a channel has on all nodes, as this node knows it; null where nobody listens to its companion here. Asks no store.</summary>
    public int? CountKnown(ChannelName channel) => feed.Find(channel)?.Count;

    /// <summary>How many members a channel has on all nodes beside one, as this node knows it; none where nobody listens to its companion here. Asks no store.</summary>
    public int CountOthersKnown(ChannelName channel, string memberId) => feed.Find(channel)?.CountOthers(memberId) ?? 0;

    /// <summary>
    /// Renews the leases of this node's connections, and puts back what the store has lost. What fails for some connections keeps the others from nothing; it is
    /// thrown when all have had their turn.
    /// </summary>
    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        var round = new PresenceRound(store, time, cancellationToken);
        var lost = new ConcurrentBag<PresenceRegistration>();
        // Not its Values, which are a copy made under all of its locks. A renewal that begins later than a lease has no use.
        await round.EachAsync(
            _registrations.Select(static each => each.Value).Where(static each => !each.IsGone)
                .GroupBy(each => store.PartOf(each.Connection.Channel)).SelectMany(static part => part.Chunk(BeatenAtOnce)),
            static batch => batch[0].Connection.Channel, RenewAsync, options.Presence.Lease);

        // What takes longer goes on after the next renewal, before leases lapse that were given here.
        int joinedAgain = 0;
        await round.EachAsync(
            lost, static each => each.Connection.Channel,
            async (each, cancel) =>
            {
                if ((await PutBackAsync(each, cancel)).Status == PresenceStatus.Done) Interlocked.Increment(ref joinedAgain);
            },
            options.Presence.Tick);
        if (joinedAgain > 0) PresenceLog.JoinedAgain(logger, joinedAgain);
        round.ThrowIfAnyFailed();

        async ValueTask RenewAsync(PresenceRegistration[] batch, CancellationToken cancel)
        {
            IReadOnlyList<PresenceConnection> gone = await _calls.AskAsync(
                static (store, call, cancel) => store.BeatAsync([.. call.batch.Select(each => each.Connection)], call.Lease, cancel), (batch, options.Presence.Lease), cancel);
            foreach (PresenceRegistration each in batch) Learn(each);
            foreach (PresenceConnection connection in gone)
            {
                // One that is about to join for the first time is not lost.
                if (_registrations.TryGetValue((connection.Channel, connection.ClientId), out PresenceRegistration? registration) && registration.Member is not null)
                    lost.Add(registration);
            }
        }
    }

    /// <summary>Removes what left while the store was away. One that cannot be removed keeps none of the others.</summary>
    internal Task RemoveGoneAsync(CancellationToken cancellationToken) => new PresenceRound(store, time, cancellationToken).EachAsync(
        _registrations.Select(static each => each.Value).Where(static each => each.IsGone), static each => each.Connection.Channel,
        (each, cancel) => new ValueTask(TryRemoveAsync(each).WaitAsync(cancel)), options.Presence.Tick);

    /// <summary>Removes connections, of whatever node, whose leases have lapsed.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var sweep = new PresenceSweep(options.Presence.Lease, options.Presence.AwayAfter, SweptAtOnce);
        int swept = 0;
        while (await _calls.AskAsync(static (store, sweep, cancel) => store.SweepAsync(sweep, cancel), sweep, cancellationToken) is > 0 and int removed) swept += removed;
        if (swept > 0) PresenceLog.Swept(logger, swept);
    }

    private ValueTask<PresenceOutcome> PutBackAsync(PresenceRegistration registration, CancellationToken cancellationToken)
    {
        if (Learn(registration) is not { } member) return new ValueTask<PresenceOutcome>(new PresenceOutcome(PresenceStatus.NotMember));
        return PutAsync(registration, member.Info, PresenceStay.Of(member), cancellationToken);
    }

    // Another connection of the member may have told more since, which this node's view has seen. It is kept from heartbeat to heartbeat: a store that has lost
    // everything empties the view as well. Of members with a view, one copy is kept for all connections.
    private PresenceMember? Learn(PresenceRegistration registration)
    {
        if (registration.Member is not { } member) return null;
        return registration.Member = NewestKnown(registration.Connection.Channel, member);
    }

    private async ValueTask<PresenceOutcome> PutAsync(PresenceRegistration registration, PresenceInfo info, PresenceStay? stay, CancellationToken cancellationToken)
    {
        await registration.Turn.WaitAsync(cancellationToken);
        try
        {
            // What has left stays away: another may be there under the same name.
            if (registration.IsGone) return new PresenceOutcome(PresenceStatus.NotMember);
            bool mightBeStored = registration.MayBeStored;
            registration.MayBeStored = true;
            PresenceOutcome outcome = await _calls.AskAsync(
                static (store, call, cancel) => store.JoinAsync(call.registration.Connection, call.info, call.stay, call.Terms, cancel),
                (registration, info, stay, Terms),
                cancellationToken);
            if (outcome.Status == PresenceStatus.Done) registration.Member = outcome.Member;
            else registration.MayBeStored = mightBeStored;
            return outcome;
        }
        finally
        {
            registration.Turn.Release();
        }
    }

    private ValueTask<PresenceOutcome> ChangeAsync(PresenceRegistration registration, PresenceInfo over, CancellationToken cancellationToken) => _calls.AskAsync(
        static (store, call, cancel) => store.UpdateAsync(call.registration.Connection, call.over, call.Terms, cancel), (registration, over, Terms), cancellationToken);

    // A store knows a connection by its name: one that has left is removed before it is there again, or its removal would be that of the later.
    private async ValueTask<PresenceRegistration> RegisterAsync(PresenceConnection connection, PresenceInfo known, CancellationToken cancellationToken)
    {
        while (true)
        {
            PresenceRegistration registration = _registrations.GetOrAdd(
                (connection.Channel, connection.ClientId), static (_, made) => new PresenceRegistration(made.connection, made.known), (connection, known));
            if (!registration.IsGone) return registration;
            await RemoveAsync(registration).WaitAsync(cancellationToken);
        }
    }

    // Not for as long as somebody waits for it: what has left is to be removed. A call has its own end.
    private async Task RemoveAsync(PresenceRegistration registration)
    {
        await registration.Turn.WaitAsync();
        try
        {
            if (registration.IsOver) return;
            if (registration.MayBeStored)
                await _calls.AskAsync(static (store, connection, cancel) => store.LeaveAsync(connection, cancel), registration.Connection, CancellationToken.None);
            Forget(registration);
        }
        catch (PubSubException) when (Volatile.Read(ref _gone) > options.Fanout.MaxSessions)
        {
            // While the store is away connections may try for ever. Nothing renews this one's lease, so it lapses.
            Forget(registration);
            throw;
        }
        finally
        {
            registration.Turn.Release();
        }
    }

    private bool SetGone(PresenceRegistration registration)
    {
        bool isFirst = registration.Leave();
        if (isFirst) Interlocked.Increment(ref _gone);
        return isFirst;
    }

    // By who has its turn.
    private void Forget(PresenceRegistration registration)
    {
        registration.IsOver = true;
        if (_registrations.TryRemove(KeyValuePair.Create((registration.Connection.Channel, registration.Connection.ClientId), registration))) Interlocked.Decrement(ref _gone);
    }

    private async Task TryRemoveAsync(PresenceRegistration registration)
    {
        try
        {
            await RemoveAsync(registration);
        }
        catch (PubSubException)
        {
            // Logged with the call, and tried again.
        }
    }
}
