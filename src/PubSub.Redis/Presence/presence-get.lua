-- Who is in the channel, and its last change.
local all = { epoch or '0', text(version) }
local packed = redis.call('HGETALL', members)
for i = 1, #packed, 2 do all[#all + 1] = parts(unpackMember(packed[i], packed[i + 1])) end
return all
