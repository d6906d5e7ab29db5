package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/** An account with its placement. */
public record AccountEntry(ByteString id, String name, String tier, PlacementRow placement) {}
