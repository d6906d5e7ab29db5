package dev.notely.store.releases;

import com.google.protobuf.ByteString;

/**
 * A read that the next release answered otherwise than the former.
 *
 * @param note empty: a list
 * @param expected what the former release answered
 */
public record Difference(
    long timeMs,
    String operation,
    ByteString account,
    ByteString note,
    String from,
    String to,
    String expected,
    String actual,
    String traceId) {}
