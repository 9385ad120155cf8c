-- Claims a record. ARGV: lease in ms, the key as callers know it, 'any' or 'abandoned' (then never a free key, and of whatever payload), hash of the payload.
local abandoned = ARGV[3] == 'abandoned'

if not state and abandoned then
  -- Whoever listed it saw what it has left behind.
  redis.call('ZREM', ran, ARGV[2])
  return { 'missing' }
end

if state then
  if not abandoned and redis.call('HGET', record, 'hash') ~= ARGV[4] then return { 'mismatch' } end
  if state == 'done' then return { 'done', '0', redis.call('HGET', record, 'outcome') } end
  if lease > now then return { 'running', '0', false, text(lease - now) } end
end

-- Larger than every earlier one, also of a record that was forgotten, and also where the server lost its data: then by its clock.
local granted = text(math.max(tonumber(clock[1]) * 1000000 + tonumber(clock[2]), tonumber(redis.call('GET', last) or '0') + 1))
redis.call('SET', last, granted, 'PX', '2592000000')

local ends = text(now + tonumber(ARGV[1]))
if state == 'ran' then
  redis.call('ZADD', ran, ends, ARGV[2])
  redis.call('HSET', record, 'token', granted, 'lease', ends)
  return { 'ran', granted, redis.call('HGET', record, 'outcome') }
end

redis.call('DEL', record)
redis.call('HSET', record, 'state', 'claimed', 'token', granted, 'lease', ends, 'hash', ARGV[4])
redis.call('PEXPIREAT', record, ends)
return { 'acquired', granted }
