package dev.notely.gateway.proxy;

/**
 * Who asks for a change of a migration, and why; both go to its journal.
 *
 * @param reason empty: none is given
 */
public record Asker(String actor, String reason) {}
