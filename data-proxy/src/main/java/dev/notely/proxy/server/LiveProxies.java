package dev.notely.proxy.server;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.migration.UserWatch;
import dev.notely.proxy.store.FeelingClient;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The proxies that the catalog names now, and what users feel at all of them. */
final class LiveProxies {
  private final Transport transport;
  private volatile List<ProxyMember> members = List.of();
  private volatile List<HostPort> addresses = List.of();

  LiveProxies(Transport transport) {
    this.transport = transport;
  }

  void update(Members now) {
    members = now.getProxiesList();
    addresses = members.stream().map(ProxyMember::getAddress).map(HostPort::parse).toList();
  }

  List<ProxyMember> members() {
    return members;
  }

  List<HostPort> addresses() {
    return addresses;
  }

  /** Follows the proxies as they come and go; each take looks who is there. */
  UserWatch watch(List<Set<UUID>> cohorts) {
    FeelingClient client = new FeelingClient(transport::channel, cohorts);
    client.follow(addresses);
    return new UserWatch() {
      @Override
      public List<Counts> take() {
        client.follow(addresses);
        return client.take();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
