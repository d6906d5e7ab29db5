package dev.notely.proxy.store;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of stores and the channels to them, as the catalog's members say. A store keeps its channel
 * while its address stays the same.
 */
public final class StoreDirectory implements AutoCloseable {
  private final Transport transport;
  private final OperationListener listener;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** A store, the channel to it, and the same as its users get it. */
  private record Entry(StoreMember member, ManagedChannel channel, Channel told) {}

  /** Knows no store yet, and tells nobody of calls. */
  public StoreDirectory(Transport transport) {
    this(transport, OperationListener.NONE);
  }

  /** Knows no store yet; the listener hears of the calls that move accounts. */
  public StoreDirectory(Transport transport, OperationListener listener) {
    this.transport = transport;
    this.listener = listener;
  }

  /**
   * Takes over what the catalog says now. Stores are never forgotten: one that is away comes back.
   */
  public void update(Members members) {
    for (StoreMember member : members.getStoresList()) {
      entries.compute(member.getName(), (_, old) -> replaced(old, member));
    }
  }

  private Entry replaced(@org.jspecify.annotations.Nullable Entry old, StoreMember member) {
    if (old != null && old.member().getAddress().equals(member.getAddress())) {
      if (member.getLive() && !old.member().getLive()) {
        old.channel().resetConnectBackoff(); // it is back: do not wait out the backoff
      }
      return new Entry(member, old.channel(), old.told());
    }
    if (old != null) {
      old.channel().shutdown();
    }
    ManagedChannel channel = transport.channel(HostPort.parse(member.getAddress()));
    return new Entry(
        member,
        channel,
        ClientInterceptors.intercept(channel, new CallTimes(member.getName(), listener)));
  }

  /** All stores by name. */
  public List<StoreMember> members() {
    return new TreeMap<>(entries).values().stream().map(Entry::member).toList();
  }

  public Optional<StoreMember> member(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::member);
  }

  /**
   * The channel to a store.
   *
   * @throws StoreUnavailableException if no such store is known
   */
  public Channel channel(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new StoreUnavailableException("store '" + name + "' is not known yet");
    }
    return entry.told();
  }

  @Override
  public void close() {
    entries.values().forEach(entry -> entry.channel().shutdownNow());
  }
}
