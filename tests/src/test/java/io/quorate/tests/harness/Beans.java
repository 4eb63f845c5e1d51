package io.quorate.tests.harness;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The ZooKeeper beans of a server process on this machine, as a monitoring tool that attaches to it sees them. */
public final class Beans implements AutoCloseable {
    private static final String DOMAIN = "org.apache.ZooKeeperService";

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private Beans(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    /** Attaches to a server. */
    @SuppressWarnings("BanJNDI") // The address is that of a process that the test has started itself.
    public static Beans of(ServerProcess process) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                return new Beans(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to " + process, e);
        }
    }

    /** Connects to the port that a server was told to open for that. */
    @SuppressWarnings("BanJNDI") // The address is that of a process that the test has started itself.
    public static Beans at(int port) throws IOException {
        return new Beans(JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi")));
    }

    /** By name without the domain: the values of the attributes as texts, each with its type in front. */
    public Map<String, Map<String, String>> all() throws IOException, JMException {
        Map<String, Map<String, String>> beans = new TreeMap<>();
        for (ObjectName name : server.queryNames(new ObjectName(DOMAIN + ":*"), null)) {
            Map<String, String> values = new TreeMap<>();
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                Object value = server.getAttribute(name, attribute.getName());
                String text = value instanceof Object[] many ? Arrays.toString(many) : String.valueOf(value);
                values.put(attribute.getName(), attribute.getType() + " " + text);
            }
            beans.put(name.getCanonicalName().substring(DOMAIN.length() + 1), values);
        }
        return beans;
    }

    /** Runs an operation without arguments; the name as in {@link #all}. */
    public Object invoke(String bean, String operation) throws IOException, JMException {
        return server.invoke(new ObjectName(DOMAIN + ":" + bean), operation, new Object[0], new String[0]);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
