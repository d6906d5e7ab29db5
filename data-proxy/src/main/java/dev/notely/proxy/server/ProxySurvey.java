package dev.notely.proxy.server;

import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LocalTelemetryRequest;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proxy.server.EveryProxy.Answer;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Asks every live proxy what it knows by itself; this one without a call. Of one that is silent the
 * last answer stays for as long as the catalog names it.
 */
final class ProxySurvey {
  private static final long PATIENCE_MS = 800;

  private final String self;
  private final LongFunction<LocalTelemetry> own;
  private final EveryProxy proxies;
  private final Supplier<List<ProxyMember>> members;

  // Of one look at a time:
  private Map<String, LocalTelemetry> known = new HashMap<>(); // by name
  private final Map<String, Long> logNumbers = new HashMap<>();

  private final LogInbox log = new LogInbox();

  /** A proxy as the catalog names it, and what it says. */
  record Local(ProxyMember member, LocalTelemetry said) {}

  /**
   * Has asked nobody.
   *
   * @param self name of this proxy
   * @param own what it knows, with log events after a number
   */
  ProxySurvey(
      String self,
      LongFunction<LocalTelemetry> own,
      EveryProxy proxies,
      Supplier<List<ProxyMember>> members) {
    this.self = self;
    this.own = own;
    this.proxies = proxies;
    this.members = members;
  }

  Seen<List<Local>> look() {
    Map<HostPort, ProxyMember> byAddress = new LinkedHashMap<>();
    members.get().forEach(member -> byAddress.put(HostPort.parse(member.getAddress()), member));
    List<Answer<LocalTelemetry>> answers =
        proxies.ask((address, channel) -> local(channel, byAddress.get(address)));
    Map<String, LocalTelemetry> said = new HashMap<>();
    answers.forEach(answer -> {
      ProxyMember member = byAddress.get(answer.proxy());
      if (member != null) {
        answer.reply().ifPresent(reply -> said.put(member.getName(), reply));
      }
    });
    said.forEach(this::heard);
    return seen(List.copyOf(byAddress.values()), said);
  }

  private LocalTelemetry local(
      Channel channel, @org.jspecify.annotations.Nullable ProxyMember member) {
    long after = member == null ? 0 : logNumbers.getOrDefault(member.getName(), 0L);
    if (member != null && member.getName().equals(self)) {
      return own.apply(after);
    }
    return TelemetryServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .local(LocalTelemetryRequest.newBuilder().setLogAfter(after).build());
  }

  private void heard(String proxy, LocalTelemetry said) {
    logNumbers.put(proxy, said.getLogNumber());
    log.add(said.getLogList());
  }

  private Seen<List<Local>> seen(List<ProxyMember> live, Map<String, LocalTelemetry> said) {
    Map<String, LocalTelemetry> kept = new HashMap<>();
    Map<String, String> missing = new HashMap<>();
    List<Local> locals = new ArrayList<>();
    for (ProxyMember member : live) {
      String name = member.getName();
      LocalTelemetry last = said.getOrDefault(name, known.get(name));
      if (!said.containsKey(name)) {
        missing.put(name, "the proxy does not answer");
      }
      if (last != null) {
        kept.put(name, last);
        locals.add(new Local(member, last.toBuilder().clearLog().build()));
      }
    }
    known = kept;
    logNumbers.keySet().retainAll(live.stream().map(ProxyMember::getName).toList());
    return new Seen<>(locals, missing);
  }

  /** Log events that came since they were last taken. */
  List<LogEvent> takeLog() {
    return log.take();
  }
}
