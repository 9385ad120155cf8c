using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.Errors;

/// <summary>What every endpoint has around it: no request begins while the host drains, and no exception leaves it.</summary>
internal sealed class EndpointGuard(
    DrainState drain,
    ProblemMapper problems,
    IOptions<PubSubHttpOptions> options,
    ILogger<EndpointGuard> logger)
{
    /// <summary>An endpoint that answers a problem document where <paramref name="endpoint"/> throws.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="whileDraining">Whether it also runs while the host drains; otherwise the answer is then 503.</param>
    public RequestDelegate Wrap(RequestDelegate endpoint, bool whileDraining = false) => context => RunAsync(context, endpoint, whileDraining);

    private async Task RunAsync(HttpContext context, RequestDelegate endpoint, bool whileDraining)
    {
        try
        {
            Admit(context, whileDraining);
            await endpoint(context);
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
    }

    /// <summary>Gives the answer its id, and refuses a request where the host drains.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.Draining"/>.</exception>
    public void Admit(HttpContext context, bool whileDraining)
    {
        if (options.Value.SendRequestId) RequestId.Send(context);
        if (!drain.IsDraining) return;
        // HTTP/2 and later have no such header: there the server's own goodbye does it.
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        if (!whileDraining) throw new PubSubException(ErrorCode.Draining, "The server is shutting down. Try again, elsewhere or later.");
    }

    /// <summary>Answers a request that has failed, as far as there is still somebody and something to answer.</summary>
    public async Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested && IsBrokenConnection(exception))
        {
            // Nobody is left to answer.
            logger.ClientGone(RequestId.Of(context));
        }
        else if (!context.Response.HasStarted)
        {
            await problems.WriteAsync(context, problems.ToError(exception, RequestId.Of(context)));
        }
        else
        {
            // A truncated answer must not look like a whole one.
            logger.AnswerCut(exception, RequestId.Of(context));
            context.Abort();
        }
    }

    private static bool IsBrokenConnection(Exception exception) => exception is OperationCanceledException or IOException or BadHttpRequestException;
}
