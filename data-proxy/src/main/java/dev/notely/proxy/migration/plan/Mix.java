package dev.notely.proxy.migration.plan;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The hashes beneath buckets and shards. Placements depend on them: they never change. */
final class Mix {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Mix() {}

  /** 64 well-mixed bits of an id; another seed gives independent ones. */
  static long of(long seed, UUID id) {
    return mix(mix(mix(seed) ^ id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
  }

  /** FNV-1a of the text's UTF-8. */
  static long of(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  /** The finisher of SplitMix64 (Stafford's variant 13), after its increment. */
  private static long mix(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
