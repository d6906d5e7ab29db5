package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/** What a strict user found wrong with a note. */
public record Inconsistency(
    ByteString account, ByteString note, String expected, String actual, String traceId) {}
