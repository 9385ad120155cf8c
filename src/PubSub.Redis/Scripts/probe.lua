-- Shows that the server takes writes. KEYS[1] is nobody's, and expires by itself.
redis.call('SET', KEYS[1], '1', 'PX', '1000')
return 1
