package dev.notely.proxy.server;

import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.NextStep;
import dev.notely.proxy.routing.RouteObserver;
import dev.notely.runtime.telemetry.Keeping;
import io.grpc.MethodDescriptor;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the spans of calls say besides what gRPC's instrumentation does. */
final class Traces {
  /**
   * Calls by which operators change something, also past the gateway: rare, and somebody will want
   * to know what came of them. A rename is among them, since it is the same call as the feature
   * flag.
   */
  private static final Set<String> COMMANDS =
      Stream.of(
              MigrationServiceGrpc.getCreateMethod(),
              MigrationServiceGrpc.getCommandMethod(),
              MigrationServiceGrpc.getSetLimitsMethod(),
              MigrationServiceGrpc.getResolveMethod(),
              ReleaseServiceGrpc.getDeployMethod(),
              ReleaseServiceGrpc.getSetSplitMethod(),
              ReleaseServiceGrpc.getRollBackMethod(),
              AccountServiceGrpc.getUpdateMethod())
          .map(MethodDescriptor::getFullMethodName)
          .collect(Collectors.toUnmodifiableSet());

  private static final Attributes KEPT = Attributes.of(Keeping.KEEP, true);

  private Traces() {}

  /** What the span of a call has from its start on, by the full name of its method. */
  static Attributes ofCall(String method) {
    return COMMANDS.contains(method) ? KEPT : Attributes.empty();
  }

  /**
   * Where an operation goes stands on its span, as the last attempt left it; what led to a further
   * attempt is an event.
   */
  static RouteObserver routes() {
    return new RouteObserver() {
      @Override
      public void sending(Placement proof, int retries) {
        Span span = Span.current();
        span.setAttribute("notely.route", retries == 0 ? "plain" : "retried");
        span.setAttribute("notely.store", proof.home());
        span.setAttribute("notely.epoch", proof.epoch());
        span.setAttribute("notely.retries", retries);
      }

      @Override
      public void detour(Placement proof, String step) {
        Span span = Span.current();
        if (step.equals(NextStep.WAIT.name())) {
          span.setAttribute(Keeping.KEEP, true); // the hand-off that it waits for links to it
        }
        span.addEvent(
            "detour",
            Attributes.builder()
                .put("notely.step", step)
                .put("notely.store", proof.home())
                .put("notely.epoch", proof.epoch())
                .build());
      }
    };
  }

  /** Of the trace that the caller is part of; empty if it is of none. */
  static String currentId() {
    SpanContext context = Span.current().getSpanContext();
    return context.isValid() ? context.getTraceId() : "";
  }

  /** An operator's command stands on the span of its call; migration 0: of none. */
  static void command(long migration, String command) {
    Span.current()
        .setAttribute("notely.migration", migration)
        .setAttribute("notely.command", command);
  }

  /** What a command is about: the account as it was found, as the last attempt left it. */
  static void about(Placement placement) {
    Span.current()
        .setAttribute("notely.account", placement.account().toString())
        .setAttribute("notely.store", placement.home())
        .setAttribute("notely.epoch", placement.epoch());
  }
}
