-- The last changes of channels of one shard. KEYS are their records. Answers epoch and version of each in turn: '0' of one without a record, nothing where it cannot be read.
local all = {}
for i = 1, #KEYS do
  local found = redis.pcall('HMGET', KEYS[i], 'e', 'v')
  if found.err then
    all[2 * i - 1], all[2 * i] = false, false
  else
    all[2 * i - 1], all[2 * i] = found[1] or '0', found[2] or '0'
  end
end
return all
