package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * The ownership row of one of many accounts.
 *
 * @param account 16 bytes
 * @param row {@link Ownership#NONE} of an account that the store never heard of
 */
public record AccountRow(ByteString account, Ownership row) {}
