package dev.notely.tui.stream;

import dev.notely.runtime.grpc.HostPort;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The proxies to ask, in this order: those that the stream named, then those that the operator
 * named, so that one that came back is found even when all others are gone. Immutable.
 *
 * @param addresses never empty, at most {@link #MOST}
 * @param named by the operator
 */
record KnownProxies(List<HostPort> addresses, List<HostPort> named) {
  static final int MOST = 64;

  KnownProxies {
    addresses = List.copyOf(addresses);
    named = List.copyOf(named);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no proxy is named; expected host:port");
    }
  }

  static KnownProxies named(List<HostPort> named) {
    return new KnownProxies(named, named);
  }

  HostPort first() {
    return addresses.getFirst();
  }

  /** The others first. */
  KnownProxies without(HostPort silent) {
    return new KnownProxies(
        Stream.concat(addresses.stream().filter(Predicate.not(silent::equals)), Stream.of(silent))
            .toList(),
        named);
  }

  /** The one that answers first, then the others that it names. */
  KnownProxies learned(HostPort answering, Collection<HostPort> others) {
    Set<HostPort> all = new LinkedHashSet<>();
    all.add(answering);
    all.addAll(others);
    all.addAll(named);
    return new KnownProxies(all.stream().limit(MOST).toList(), named);
  }
}
