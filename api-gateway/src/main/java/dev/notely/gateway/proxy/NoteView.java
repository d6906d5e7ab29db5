package dev.notely.gateway.proxy;

import java.util.UUID;

/** A note; times in Unix milliseconds; {@code seq} is its version. */
public record NoteView(
    UUID id, UUID creator, long createdAtMs, long updatedAtMs, String content, long seq) {}
