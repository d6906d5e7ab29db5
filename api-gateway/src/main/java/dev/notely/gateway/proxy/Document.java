package dev.notely.gateway.proxy;

/**
 * A JSON document of a proxy, passed on as it is.
 *
 * @param next where the next page begins; empty: this is the last
 */
public record Document(String json, String next) {}
