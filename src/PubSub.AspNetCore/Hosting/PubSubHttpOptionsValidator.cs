using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using PubSub.Core.Hosting;

namespace PubSub.AspNetCore.Hosting;

/// <summary>Checks the HTTP options when the host starts: every value that is out of range, and paths that are none or that meet.</summary>
internal sealed partial class PubSubHttpOptionsValidator : IValidateOptions<PubSubHttpOptions>
{
    private const string Name = nameof(PubSubHttpOptions);

    public ValidateOptionsResult Validate(string? name, PubSubHttpOptions options)
    {
        var problems = new List<string>();
        OptionRanges.Check(Name, options, problems);
        OptionRanges.Check($"{Name}.{nameof(options.WebSocket)}", options.WebSocket, problems);
        if (!CookieName().IsMatch(options.SessionCookie ?? ""))
            problems.Add($"{Name}.{nameof(options.SessionCookie)} is '{options.SessionCookie}'; it must be 1 to 64 letters, digits, '_' and '-'.");

        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        CheckPath(nameof(options.EventsPath), options.EventsPath ?? "", taken, problems);
        CheckPath(nameof(options.HistoryPath), options.HistoryPath, taken, problems);
        CheckPath(nameof(options.TicketPath), options.TicketPath, taken, problems);
        CheckPath(nameof(options.ChannelsPath), options.ChannelsPath, taken, problems);
        CheckPath(nameof(options.ContractPath), options.ContractPath, taken, problems);
        CheckPath(nameof(options.HealthPath), options.HealthPath, taken, problems);
        CheckPath(nameof(options.WebSocketPath), options.WebSocketPath, taken, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckPath(string option, string? path, Dictionary<string, string> taken, List<string> problems)
    {
        if (path is null) return;
        if (!Path().IsMatch(path))
            problems.Add($"{Name}.{option} is '{path}'; it must be a path such as '/events': segments of letters, digits, '.', '_', '~' and '-', each after a '/'.");
        else if (!taken.TryAdd(path, option))
            problems.Add($"{Name}.{option} is '{path}', and so is {Name}.{taken[path]}; each endpoint needs a path of its own.");
    }

    [GeneratedRegex(@"\A(/[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Path();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex CookieName();
}
