# How an error of Lua is raised and caught: an exception in the encoding that every runtime knows. What catches it puts
# the stack of C back to where it was.
#
# port_raise(what) throws; port_try(run, L, data) calls run(L, data), and gives 0, or what was thrown.
	.globaltype	__stack_pointer, i32
	.tagtype	port_tag i32
	.globl	port_tag
port_tag:

	.section	.text.port_raise,"",@
	.globl	port_raise
	.type	port_raise,@function
port_raise:
	.functype	port_raise (i32) -> ()
	local.get	0
	throw	port_tag
	unreachable
	end_function

	.section	.text.port_try,"",@
	.globl	port_try
	.type	port_try,@function
port_try:
	.functype	port_try (i32, i32, i32) -> (i32)
	.local	i32
	global.get	__stack_pointer
	local.set	3
	try	i32
	local.get	1
	local.get	2
	local.get	0
	call_indirect	(i32, i32) -> ()
	i32.const	0
	catch	port_tag
	local.get	3
	global.set	__stack_pointer
	end_try
	end_function
