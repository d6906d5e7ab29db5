package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * An account with its placement.
 *
 * @param tier internal, free or enterprise
 * @param region empty: none
 */
public record AccountEntry(
    ByteString id, String name, String tier, String region, PlacementRow placement) {}
