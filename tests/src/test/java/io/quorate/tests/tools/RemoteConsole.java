package io.quorate.tests.tools;

import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A JMX console in a process of its own: what it trusts is set for a whole process. Its arguments are a port, and one
 * {@code user:password} for each attempt; {@code -} stands for none. It prints a line for each: an attribute of the server's bean, and
 * whether it could invoke an operation; or why it was refused.
 */
public final class RemoteConsole {
    private RemoteConsole() {}

    /** Runs it. */
    public static void main(String[] args) {
        for (int at = 1; at < args.length; at++) {
            System.out.println(args[at] + " " + attempt(args[0], args[at].split(":")));
        }
    }

    @SuppressWarnings("BanJNDI") // The address is that of a process that the test has started itself.
    private static String attempt(String port, String... credentials) {
        Map<String, Object> environment =
                credentials.length == 2 ? Map.of(JMXConnector.CREDENTIALS, credentials) : Map.of();
        try (JMXConnector connector = JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"), environment)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName bean = server.queryNames(
                            new ObjectName("org.apache.ZooKeeperService:name0=StandaloneServer_port*"), null)
                    .iterator()
                    .next();
            String port0 = "ClientPort=" + server.getAttribute(bean, "ClientPort");
            return port0 + " " + reset(server, bean);
        } catch (Exception e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return "refused: " + cause;
        }
    }

    private static String reset(MBeanServerConnection server, ObjectName bean) throws Exception {
        try {
            server.invoke(bean, "resetStatistics", new Object[0], new String[0]);
            return "and may reset";
        } catch (SecurityException e) {
            return "and may not reset";
        }
    }
}
