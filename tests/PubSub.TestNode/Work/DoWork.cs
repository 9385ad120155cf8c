using PubSub.Core.Actions;
using PubSub.TestNode.Faults;

namespace PubSub.TestNode.Work;

/// <summary>Has an effect that outlives the node, and heeds no cancellation: what stops a run that was frozen must be the store.</summary>
internal sealed class DoWork(NodeSettings node, EffectFile effects, FaultGate faults) : EventAction<WorkAsked, WorkAnswer>
{
    public override async Task<WorkAnswer> ExecuteAsync(WorkAsked payload, ActionContext context, CancellationToken cancellationToken)
    {
        await faults.PassAsync(FaultPoint.BeforeEffect);
        effects.Add(payload.Key);
        await faults.PassAsync(FaultPoint.AfterEffect);
        await context.EmitAsync(new WorkDone(payload.Key, node.Name));
        return new WorkAnswer(node.Name);
    }
}
