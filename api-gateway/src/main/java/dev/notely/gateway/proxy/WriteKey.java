package dev.notely.gateway.proxy;

import com.google.protobuf.ByteString;

/**
 * Makes all attempts of a write one write: the key, and one time (Unix ms) for all attempts after
 * which it is no longer known.
 */
public record WriteKey(ByteString key, long expiresMs) {}
