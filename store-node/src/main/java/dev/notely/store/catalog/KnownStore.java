package dev.notely.store.catalog;

/** A store that has announced itself once; its address may be an old one while it is away. */
public record KnownStore(String name, String address, String schema) {}
