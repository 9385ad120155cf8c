-- What the scripts of a channel with history share. It stands before each of them.
-- KEYS[1] is the stream of events; an entry is named '<ms>-<offset>' and has the one field 'b'.
-- KEYS[2] is the hash of what outlives the events: e epoch, m and o the last position, tm and to the last trimmed one, a and c the retention.
local log, meta = KEYS[1], KEYS[2]

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Lua would write a large number with an exponent.
local function text(number) return string.format('%.0f', number) end

local function split(id)
  local ms, offset = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(offset)
end

-- The channel. Where there is no record of it, it begins anew in the epoch that the caller has drawn, and a stream that was left is of a lost epoch.
local function open(epoch, lifetime)
  local f = redis.call('HMGET', meta, 'e', 'm', 'o', 'tm', 'to', 'a', 'c')
  if f[1] then
    return { epoch = tonumber(f[1]), ms = tonumber(f[2]), offset = tonumber(f[3]), trimMs = tonumber(f[4]), trimOffset = tonumber(f[5]),
      age = tonumber(f[6] or ''), count = tonumber(f[7] or '') }
  end
  redis.call('DEL', log)
  redis.call('HSET', meta, 'e', epoch, 'm', text(now), 'o', '0', 'tm', text(now), 'to', '0')
  redis.call('PEXPIRE', meta, lifetime)
  return { epoch = tonumber(epoch), ms = now, offset = 0, trimMs = now, trimOffset = 0 }
end

-- Remembers a trimmed position before its event is gone. Entries that are not of this channel's sequence do not count.
local function forget(channel, ms, offset)
  if offset <= channel.trimOffset or offset > channel.offset then return end
  channel.trimMs, channel.trimOffset = ms, offset
  redis.call('HSET', meta, 'tm', text(ms), 'to', text(offset))
end

-- The last entry that is not after a moment. Where there is none, Redis would go through the whole stream to say so: the first entry tells at once.
local function lastUntil(ms)
  local first = redis.call('XRANGE', log, '-', '+', 'COUNT', '1')[1]
  if not first or split(first[1]) > ms then return nil end
  return redis.call('XREVRANGE', log, text(ms), '-', 'COUNT', '1')[1]
end

local function trim(channel)
  if channel.age and now >= channel.age then
    local last = lastUntil(now - channel.age)
    if last then
      forget(channel, split(last[1]))
      redis.call('XTRIM', log, 'MINID', '=', text(now - channel.age + 1))
    end
  end
  local length = redis.call('XLEN', log)
  while channel.count and length > channel.count do
    -- One at a time but for a retention that has become smaller; the bodies of a step are in memory together.
    local gone = redis.call('XRANGE', log, '-', '+', 'COUNT', text(math.min(length - channel.count, 64)))
    forget(channel, split(gone[#gone][1]))
    length = length - #gone
    redis.call('XTRIM', log, 'MAXLEN', '=', text(length))
  end
  -- The stream expired, or was deleted under us.
  if length == 0 then forget(channel, channel.ms, channel.offset) end
  return length
end
