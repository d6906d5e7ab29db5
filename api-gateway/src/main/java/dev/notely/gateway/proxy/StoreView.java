package dev.notely.gateway.proxy;

/** A store as one look found it. */
public record StoreView(
    String name,
    String address,
    String schema,
    String state,
    long notes,
    long copies,
    long accounts,
    long bytes,
    long unservedRows,
    long alarms) {}
