package dev.notely.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command that may be about one account of the migration only. */
abstract class NarrowedCommand extends TransitionCommand {
  @Option(names = "--account", description = "this account only")
  private String account = "";

  NarrowedCommand(String command) {
    super(command);
  }

  @Override
  Map<String, String> body() {
    if (account.isEmpty()) {
      return super.body();
    }
    Map<String, String> body = new HashMap<>(super.body());
    body.put("account", account);
    return body;
  }
}
