-- What the scripts of a channel's presence share. It stands before each of them.
-- KEYS[1] is the channel's record, a hash: e (epoch), v (version, the number of changes). KEYS[2] is the hash of its members by id, each packed: clientId,
-- generation, version, joined, updated (0: never), connections, and then the names and values that it tells, in turn. KEYS[3] is the hash of its connections,
-- each with its member's id. KEYS[4] is the sorted set of the shard's leases, '<channel>\n<connection>' by their ends.
-- Values are passed on as they came: JSON that Lua had read and written would not be the same.
local record, members, connections, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Lua would write a large number with an exponent.
local function text(number) return string.format('%.0f', number) end

local found = redis.call('HMGET', record, 'e', 'v')
local epoch, version = found[1], tonumber(found[2] or '0')

local function unpackMember(id, packed)
  local parts = cmsgpack.unpack(packed)
  local member = { id = id, client = parts[1], generation = parts[2], version = parts[3], joined = parts[4], updated = parts[5], count = parts[6], names = {}, values = {} }
  for i = 7, #parts, 2 do
    member.names[#member.names + 1] = parts[i]
    member.values[parts[i]] = parts[i + 1]
  end
  return member
end

local function load(id)
  local packed = redis.call('HGET', members, id)
  if packed then return unpackMember(id, packed) end
end

local function save(member)
  local parts = { member.client, member.generation, member.version, member.joined, member.updated, member.count }
  for _, name in ipairs(member.names) do
    parts[#parts + 1] = name
    parts[#parts + 1] = member.values[name]
  end
  redis.call('HSET', members, member.id, cmsgpack.pack(parts))
end

-- Puts the names and values of ARGV, from one on, over the member's. Answers whether that changed any, and the bytes that there are then.
local function put(member, from)
  local changed = false
  for i = from, #ARGV, 2 do
    local name, value = ARGV[i], ARGV[i + 1]
    if member.values[name] == nil then member.names[#member.names + 1] = name end
    if member.values[name] ~= value then changed = true end
    member.values[name] = value
  end
  local bytes = 0
  for _, name in ipairs(member.names) do bytes = bytes + #name + #member.values[name] end
  return changed, bytes
end

-- Puts them in place of all that the member tells. Answers as put does.
local function replace(member, from)
  local told = member.values
  member.names, member.values = {}, {}
  local _, bytes = put(member, from)
  local changed = false
  for name, value in pairs(told) do changed = changed or member.values[name] ~= value end
  for _, name in ipairs(member.names) do changed = changed or told[name] == nil end
  return changed, bytes
end

-- The member as the node reads it: all of it text.
local function parts(member)
  local all = { member.id, member.client, text(member.generation), text(member.version), text(member.joined), text(member.updated) }
  for _, name in ipairs(member.names) do
    all[#all + 1] = name
    all[#all + 1] = member.values[name]
  end
  return all
end

-- Draws another epoch where the channel has no record, of which ARGV has a fresh one there. Called before the first write: a script that fails half-way is not undone.
local function ensureRecord(at)
  if not epoch then epoch, version = ARGV[at], 0 end
end

local function answer(status, member)
  return { status, epoch or '0', text(version), member and parts(member) or {} }
end

-- Makes a change the channel's next one and tells it. A record lives as long as it has members, and an hour longer: who listens begins anew where another epoch comes,
-- and a channel that somebody comes back to soon spares it that.
local function tell(live, kind, by, member)
  redis.call('HSET', record, 'e', epoch, 'v', text(version))
  if redis.call('HLEN', members) > 0 then redis.call('PERSIST', record) else redis.call('PEXPIRE', record, '3600000') end
  local message = {}
  local function add(part) message[#message + 1] = struct.pack('>I4', #part) .. part end
  add(kind)
  add(epoch)
  add(text(version))
  add(text(now))
  add(by)
  for _, part in ipairs(parts(member)) do add(part) end
  redis.call('PUBLISH', live, table.concat(message))
end
