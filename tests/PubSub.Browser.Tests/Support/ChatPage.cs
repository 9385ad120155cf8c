using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>
/// A page that runs the client of the protocol's own description as it stands there: its chat room with members, its typing indicator and its cursors. Only the server's address
/// is another.
/// </summary>
internal sealed class ChatPage
{
    private const string Client =
        """
        ([address, room, token]) => {
          class ChatRoom {
            constructor(roomId, token) {
              this.roomId = roomId;
              this.members = [];

              this.ws = new WebSocket(`${address}?token=${token}`);
              this.ws.onmessage = (e) => this.handleMessage(JSON.parse(e.data));
            }

            join(userInfo) {
              this.ws.send(JSON.stringify({
                type: 'join',
                channel: `presence-chat-${this.roomId}`,
                userInfo
              }));
            }

            handleMessage(msg) {
              switch (msg.type) {
                case 'channel:joined':
                  this.members = msg.members;
                  this.onMembersChanged(this.members);
                  break;

                case 'presence:member_joined':
                  this.members.push(msg.member);
                  this.onMembersChanged(this.members);
                  this.onMemberJoined(msg.member);
                  break;

                case 'presence:member_left':
                  this.members = this.members.filter(m => m.id !== msg.member.id);
                  this.onMembersChanged(this.members);
                  this.onMemberLeft(msg.member);
                  break;

                case 'channel:message':
                  this.onMessage(msg.data, msg.from);
                  break;
              }
            }

            send(text) {
              this.ws.send(JSON.stringify({
                type: 'channel:message',
                channel: `presence-chat-${this.roomId}`,
                event: 'message',
                data: { text }
              }));
            }
          }

          window.told = [];
          const told = (what) => window.told.push(JSON.stringify(what));
          const chat = window.chat = new ChatRoom(room, token);
          chat.onMembersChanged = (members) => told({ members: members.map(m => m.name) });
          chat.onMemberJoined = (member) => told({ joined: member.id });
          chat.onMemberLeft = (member) => told({ left: member.id });
          chat.onMessage = (data, from) => told({ said: data.text, by: from.userId });

          const ws = chat.ws;
          ws.addEventListener('message', (e) => {
            const msg = JSON.parse(e.data);
            if (msg.type === 'error') told({ error: msg.code });
            if (msg.type === 'channel:message' && msg.event === 'typing') {
              if (msg.data.isTyping) {
                told({ typing: msg.from.userId });
              }
            }
            if (msg.type === 'presence:member_updated') {
              told({ cursor: msg.member.cursor, of: msg.member.id, name: msg.member.name });
            }
          });
          window.sendTyping = (isTyping) => {
            ws.send(JSON.stringify({
              type: 'channel:message',
              channel: `presence-chat-${room}`,
              event: 'typing',
              data: { isTyping }
            }));
          };
          window.updateCursor = (x, y) => {
            ws.send(JSON.stringify({
              type: 'channel:update',
              channel: `presence-chat-${room}`,
              userInfo: {
                cursor: { x, y },
                selection: null
              }
            }));
          };
          return new Promise((resolve, reject) => { ws.onopen = resolve; ws.onclose = reject; });
        }
        """;

    private readonly IPage _page;

    private ChatPage(IPage page)
    {
        _page = page;
        Errors = PageErrors.Of(page);
    }

    /// <inheritdoc cref="PageErrors"/>
    public IReadOnlyCollection<string> Errors { get; }

    /// <summary>What the client's callbacks were called with, as JSON, in their order.</summary>
    public Task<string[]> ToldAsync() => _page.EvaluateAsync<string[]>("window.told");

    /// <summary>Signs in, opens the client and has it join the room.</summary>
    public static async Task<ChatPage> JoinAsync(IBrowserContext profile, Uri server, string room, string user, string name)
    {
        var chat = new ChatPage(await profile.NewPageAsync());
        await chat._page.GotoAsync(server.ToString());
        using var http = new HttpClient { BaseAddress = server };
        using HttpResponseMessage response = await http.PostAsJsonAsync("/dev/login", new { user });
        string token = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        await chat._page.EvaluateAsync(Client, new[] { $"ws://{server.Authority}/ws", room, token });
        await chat.RunAsync($"chat.join({{ name: '{name}', avatar: '...' }})");
        return chat;
    }

    /// <summary>Runs a line of the page's own script.</summary>
    public Task RunAsync(string script) => _page.EvaluateAsync(script);

    public Task CloseAsync() => _page.CloseAsync();

    /// <summary>Waits until a callback was called with this.</summary>
    public Task ExpectAsync(string told) => _page.WaitForFunctionAsync("text => window.told.includes(text)", told);
}
