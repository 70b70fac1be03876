package redis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const keepAlive = 15 * time.Second

// connect reaches the server and logs in.
func (s *store) connect(ctx context.Context) error {
	soon, cancel := context.WithTimeout(ctx, node.DefaultConnectTimeout)
	defer cancel()
	err := s.dial(soon)
	if err == nil {
		err = s.greet(soon)
	}
	if err != nil && ctx.Err() == nil && soon.Err() != nil {
		return node.Problem{
			DB: s.config.DB.Name, Reason: fmt.Sprintf("cannot connect: no answer within %v", node.DefaultConnectTimeout),
			NextStep: "See that a server of Redis is at this address, with TLS or without as the option tls says: " + updateDB(s.config.DB),
		}
	}
	return err
}

// dial leaves the client no way to connect by itself: what is watched ends with the connection.
func (s *store) dial(ctx context.Context) error {
	options := s.settings.client
	dialer := net.Dialer{KeepAlive: keepAlive}
	line, err := dialer.DialContext(ctx, options.Network, options.Addr)
	if err != nil {
		return s.cannotConnect(err)
	}
	if options.TLSConfig != nil {
		secured := tls.Client(line, options.TLSConfig)
		if err := secured.HandshakeContext(ctx); err != nil {
			_ = line.Close() // the cause says enough
			return s.cannotConnect(err)
		}
		line = secured
	}
	s.line = line
	used := false
	options.Dialer = func(context.Context, string, string) (net.Conn, error) {
		if used {
			return nil, net.ErrClosed
		}
		used = true
		return line, nil
	}
	s.client = goredis.NewClient(options)
	s.conn = s.client.Conn()
	return nil
}

func (s *store) cannotConnect(err error) error {
	problem := node.Problem{DB: s.config.DB.Name, Reason: "cannot connect: " + node.Cause(err), NextStep: "Start the server, or correct the address: " + updateDB(s.config.DB)}
	var untrusted *tls.CertificateVerificationError
	var otherName x509.HostnameError
	if errors.As(err, &untrusted) || errors.As(err, &otherName) {
		problem.NextStep = "Name the authority that signed the server's certificate with the option tls_ca, and the host as in the certificate: " + updateDB(s.config.DB)
	}
	return problem
}
