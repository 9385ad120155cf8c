using Microsoft.AspNetCore.Connections;
using PubSub.Core.Adapters;

namespace PubSub.Samples;

/// <summary>What the samples have in common: an address of their own, static pages, and a clear last word where they cannot start.</summary>
internal static class SampleHost
{
    /// <summary>An application at an address, unless the command line or the configuration names another.</summary>
    public static WebApplicationBuilder Create(string[] args, string address)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls(address);
        builder.WebHost.UsePubSubTuning();
        return builder;
    }

    /// <summary>Serves the page, PubSub and the login for development.</summary>
    public static void MapSample(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = PageHeaders.Add });
        app.MapPubSub();
        app.MapDevLogin();
    }

    /// <summary>Runs until the host is stopped.</summary>
    /// <param name="app">The application.</param>
    /// <param name="broker">What carries its events.</param>
    /// <param name="about">What is there to try.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(WebApplication app, Broker broker, string about)
    {
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (broker.Address.Length > 0) app.Logger.OnBroker(broker.Name, broker.AddressWithoutCredentials);
            app.Logger.Ready(app.Environment.ApplicationName, string.Join(", ", app.Urls), about);
        });

        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            app.Logger.AddressInUse(exception.Message);
            return 1;
        }
        catch (BrokerUnavailableException exception)
        {
            app.Logger.BrokerUnavailable(broker.Name, broker.AddressWithoutCredentials, exception.Message);
            return 1;
        }
    }
}
