package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * A record of a copy that is not what it must be.
 *
 * @param key which record, for people: the id of a note, or "list"
 * @param store that has the copy
 * @param evidence a JSON object or empty
 */
public record Mismatch(
    ByteString account, String key, String store, String what, String evidence) {}
