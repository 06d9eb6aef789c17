# frozen_string_literal: true

require 'redis-namespace'
require 'resque'

Resque.redis = Redis::Namespace.new('warehouse', redis: Redis.new(url: ENV.fetch('REDIS_URL')))
