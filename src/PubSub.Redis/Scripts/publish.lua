-- Publishes an event on a channel with history: one atomic step. Answers its position, or the one that its dedup key was given before.
-- KEYS[3] the dedup key, if any. ARGV: live channel, body, a fresh epoch, age in ms or '', count or '', channel lifetime in ms, lifetime of the dedup key in ms.
if KEYS[3] then
  local seen = redis.call('GET', KEYS[3])
  if seen then return seen end
end

-- The milliseconds of the last id that the stream ever gave, also where its entry is gone.
local function lastGiven()
  local info = redis.pcall('XINFO', 'STREAM', log)
  for i = 1, #info - 1, 2 do
    if info[i] == 'last-generated-id' then return (split(info[i + 1])) end
  end
end

local live, body, lifetime = ARGV[1], ARGV[2], tonumber(ARGV[6])
local channel = open(ARGV[3], ARGV[6])
channel.age, channel.count = tonumber(ARGV[4]), tonumber(ARGV[5])
if channel.offset > channel.trimOffset and redis.call('EXISTS', log) == 0 then forget(channel, channel.ms, channel.offset) end

-- Milliseconds never step back, so that ids sort as strings and a time finds its place.
local ms, offset = math.max(channel.ms, now), channel.offset + 1
local added = redis.pcall('XADD', log, text(ms) .. '-' .. text(offset), 'b', body)
if type(added) == 'table' and added.err then
  -- Somebody else's entry lies ahead, or did before it was removed: this one goes behind it, if that leaves a position.
  local ahead = lastGiven()
  if not ahead or ahead < ms then return added end
  if ahead >= 281474976710655 then
    return redis.error_reply("ERR XADD: somebody else's entry has taken the last position of the stream '" .. log .. "'; delete that key, and the channel goes on with a gap")
  end
  ms = ahead + 1
  redis.call('XADD', log, text(ms) .. '-' .. text(offset), 'b', body)
end

local previous = channel.ms
channel.ms, channel.offset = ms, offset
redis.call('HSET', meta, 'm', text(ms), 'o', text(offset), 'a', ARGV[4], 'c', ARGV[5])
trim(channel)

local position = struct.pack('>I6I5I5', ms, channel.epoch, offset)
-- Who receives it knows by its predecessor whether this is the stream that he has been following.
redis.call('PUBLISH', live, position .. struct.pack('>I6', previous) .. body)

local kept = channel.age or lifetime
redis.call('PEXPIREAT', log, text(ms + kept))
redis.call('PEXPIRE', meta, text(kept + lifetime))
if KEYS[3] then redis.call('SET', KEYS[3], position, 'PX', ARGV[7]) end
return position
