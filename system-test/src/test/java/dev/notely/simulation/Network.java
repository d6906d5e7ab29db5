package dev.notely.simulation;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Messages between processes. A request may be lost, arrive late, or arrive again at any later
 * time; a reply may be lost, so that the caller does not know; a process may be down.
 */
final class Network {
  /** A process that answers; what it has stored survives its crashes. */
  static final class Server {
    final String name;
    private long downUntil;
    private int crashes;

    Server(String name) {
      this.name = name;
    }
  }

  /** Who calls: an engine may be stopped or killed at each of its messages. */
  enum Caller {
    PROXY,
    ENGINE,
    OPERATOR
  }

  private final Baton baton;
  private final Weather weather;

  Network(Baton baton, Weather weather) {
    this.baton = baton;
    this.weather = weather;
  }

  void crash(Server server, long micros) {
    server.crashes++;
    server.downUntil = baton.nowMicros() + micros;
  }

  /**
   * One call.
   *
   * @param work what the server does, in one transaction; a request that arrives again does it
   *     again
   * @param lost makes the caller's error
   */
  <R> R call(
      Caller caller, Server server, Supplier<R> work, Function<String, RuntimeException> lost) {
    return call(caller, server, work, lost, true);
  }

  /** One call that never arrives again. */
  <R> R once(
      Caller caller, Server server, Supplier<R> work, Function<String, RuntimeException> lost) {
    return call(caller, server, work, lost, false);
  }

  private <R> R call(
      Caller caller,
      Server server,
      Supplier<R> work,
      Function<String, RuntimeException> lost,
      boolean mayRepeat) {
    maybeStop(caller);
    baton.pause(weather.latencyMicros());
    if (weather.losesRequest()) {
      if (mayRepeat && weather.repeats()) {
        again(server, work);
      }
      baton.pause(weather.timeoutMicros());
      throw lost.apply(server.name + " did not answer");
    }
    if (isDown(server)) {
      throw lost.apply(server.name + " is down");
    }
    int crashesBefore = server.crashes;
    R reply = work.get();
    if (mayRepeat && weather.repeats()) {
      again(server, work);
    }
    maybeStop(caller);
    baton.pause(weather.latencyMicros());
    if (server.crashes != crashesBefore || weather.losesReply()) {
      baton.pause(weather.timeoutMicros());
      throw lost.apply(server.name + " did not answer");
    }
    return reply;
  }

  private boolean isDown(Server server) {
    return !weather.isCleared() && server.downUntil > baton.nowMicros();
  }

  private void again(Server server, Supplier<?> work) {
    baton.later(
        weather.lateMicros(),
        () -> {
          if (!isDown(server)) {
            var _ = work.get();
          }
        });
  }

  private void maybeStop(Caller caller) {
    if (caller == Caller.ENGINE) {
      if (weather.killsEngine()) {
        throw new Baton.Killed();
      }
      if (weather.pausesEngine()) {
        baton.pause(weather.lateMicros() * 2);
      }
    }
  }
}
