package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/** A committed move; the pause is in microseconds, as the engine saw it. */
public record MoveRecord(
    long id,
    ByteString account,
    String from,
    String to,
    long epoch,
    long committedAtMs,
    long records,
    long pauseMicros) {}
