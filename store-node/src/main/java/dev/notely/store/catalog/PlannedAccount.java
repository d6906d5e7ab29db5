package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/** An account that is to move; waves count from 0. */
public record PlannedAccount(ByteString account, int wave, String target) {}
