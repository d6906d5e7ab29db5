package dev.notely.supervisor;

import dev.notely.runtime.process.ProcessMain;
import picocli.CommandLine.Command;

/** The commands that start processes. */
@Command(
    name = "notely",
    mixinStandardHelpOptions = true,
    description = "Runs Notely on this machine.",
    subcommands = {DemoCommand.class, UpCommand.class, TrainCommand.class})
public final class SupervisorMain {
  private SupervisorMain() {}

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new SupervisorMain(), args));
  }
}
