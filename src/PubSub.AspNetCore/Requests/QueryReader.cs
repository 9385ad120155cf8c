using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.Requests;

/// <summary>
/// The parameters of a query, decoded, in their order. Names are compared as they are written, and one that the endpoint does not know is refused:
/// a misspelt filter must not silently match everything.
/// </summary>
internal sealed class QueryReader
{
    private const int MaxParameters = 1024;

    private readonly List<(string Name, string Value)> _parameters;

    private QueryReader(List<(string Name, string Value)> parameters) => _parameters = parameters;

    /// <summary>Reads a request's query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The names that the endpoint takes.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>: another name occurs, or far too many.</exception>
    public static QueryReader Read(HttpRequest request, params ReadOnlySpan<string> known)
    {
        var parameters = new List<(string, string)>();
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            string name = pair.DecodeName().ToString();
            if (!known.Contains(name))
            {
                throw new PubSubException(
                    ErrorCode.InvalidRequest,
                    $"The query has a parameter that is not known here. Known are: {string.Join(", ", known.ToArray())}.");
            }

            if (parameters.Count == MaxParameters) throw new PubSubException(ErrorCode.InvalidRequest, $"The query has more than {MaxParameters} parameters.");
            parameters.Add((name, pair.DecodeValue().ToString()));
        }

        return new QueryReader(parameters);
    }

    /// <summary>All values of a parameter, in their order.</summary>
    public IReadOnlyList<string> All(string name)
    {
        List<string>? values = null;
        foreach ((string found, string value) in _parameters)
        {
            if (found == name) (values ??= new List<string>(1)).Add(value);
        }

        return values is null ? [] : values;
    }

    /// <summary>The value of a parameter that may occur once, or null.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>: it occurs more than once.</exception>
    public string? Optional(string name)
    {
        string? only = null;
        foreach ((string found, string value) in _parameters)
        {
            if (found != name) continue;
            if (only is not null) throw new PubSubException(ErrorCode.InvalidRequest, $"The query has the parameter '{name}' more than once.");
            only = value;
        }

        return only;
    }

    /// <summary>The value of a parameter that is <c>true</c> or <c>false</c>, or null where it does not occur.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>: it is something else, or occurs more than once.</exception>
    public bool? Flag(string name) => Optional(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new PubSubException(ErrorCode.InvalidRequest, $"The parameter '{name}' is true or false."),
    };

    /// <summary>The value of a parameter that must occur once.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>: it is missing, or occurs more than once.</exception>
    public string Required(string name) =>
        Optional(name) ?? throw new PubSubException(ErrorCode.InvalidRequest, $"The query lacks the parameter '{name}'.");
}
