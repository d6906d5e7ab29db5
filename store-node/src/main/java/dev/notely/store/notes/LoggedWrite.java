package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * An entry of the request log: a write that took effect.
 *
 * @param key idempotency key
 * @param expiresMs one value for all attempts of the key
 * @param seq of the write
 * @param outcome opaque: what is needed to answer again
 */
public record LoggedWrite(ByteString key, long expiresMs, long seq, ByteString outcome) {}
