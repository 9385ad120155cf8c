using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>Reads the events that the host's code declares.</summary>
internal static class DefinedEventReader
{
    /// <summary>The events of a channel; those that are wrong are among the problems.</summary>
    public static IEnumerable<EventDefinition> Read(ChannelBuilder builder, ChannelDefinition channel, DocSource docs, ContractProblems problems)
    {
        foreach (ChannelBuilder.DefinedEvent said in builder.Events)
        {
            string where = $"{builder.Where}.Event<{ContractProblems.NameOf(said.PayloadType)}>";
            if (!EventName.IsValidInChannel(said.Name) || EventName.IsReserved(said.Name))
            {
                problems.Add(
                    ContractProblemCode.EventNameMalformed,
                    where,
                    $"An event's name has segments of letters, digits, '_', '.' and '-', joined by ':', at most {EventName.MaxLength} characters in all, and {EventName.Reserved}.");
            }

            if (said.Version < 1) problems.Add(ContractProblemCode.Version, where, $"The version is {said.Version}; versions begin at 1.");
            EventReader.CheckSerializable(where, said.PayloadType, mustRead: !said.ServerOnly, problems);
            yield return new EventDefinition(said.Name, channel, said.PayloadType)
            {
                Description = said.Description ?? docs.Summary(said.PayloadType),
                Direction = said.ServerOnly ? EventDirection.Sse : EventDirection.Both,
                Version = said.Version,
            };
        }
    }
}
