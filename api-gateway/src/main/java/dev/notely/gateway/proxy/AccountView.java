package dev.notely.gateway.proxy;

import java.util.UUID;

/** An account; {@code shard} is the store that is its home, {@code region} is empty for none. */
public record AccountView(
    UUID id, String name, boolean isMigrating, String shard, String tier, String region) {}
